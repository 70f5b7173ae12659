Feature: What a store says is kept beside what it means
  The store's own words and our seven states stand side by side, forever, as a timeline.

  Scenario: Native and normalised
    Given a single
    When it is distributed
    Then it is Live
    And every change of status tells the store's word and its meaning
    And the store's last word stands beside Live

  Scenario: The timeline tells the whole way
    Given a single
    When it is distributed
    Then the timeline tells of the order, every stage, the hand-over and the end
    And it tells who ordered it
    And nothing in it goes back in time

  Scenario: A word in between that nobody knows
    Given a single
    And the store misbehaves: unknown-status=Simmering
    When it is distributed
    Then the timeline tells that Simmering was not understood
    And it is Live

  Scenario: A last word that nobody knows
    Given a single
    And the store has begun to use other words for what is on the shelf
    When it is distributed and followed until the store has it on the shelf
    Then it stands at Error: unknown-native-state
    And the last good state is kept: Delivered
    And the order is still open

  Scenario: Once the word is known it counts
    Given a single
    And the store has begun to use other words for what is on the shelf
    And it is distributed and followed until the store has it on the shelf
    When the words are added to the status map
    Then it becomes Live

  Scenario: Everything twice, and the first word again at the end
    Given a single
    And a store that says everything twice and the first word again at the end
    When it is distributed
    Then it is Live
    And each state was entered once
    And it stays Live

  Scenario: Words in the wrong order
    Given a single
    And a store that mixes up the order of its words
    When it is distributed
    Then it is Live
    And it went through Processing, Delivered, Live
    And it stays Live

  @needs-track-status
  Scenario: Tracks have a status of their own
    Given an album of 2 tracks
    When it is distributed
    Then it is Live
    And every track is Live
