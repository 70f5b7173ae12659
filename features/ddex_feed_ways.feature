Feature: Stores of a DDEX feed that tell in a way of their own
  One store a way: by mail, in a portal, as CSV, on a queue, and by a web service that has to be told first.

  Scenario: Each tells until the release is Live, and until it is gone
    Given an album of 2 tracks
    When it is distributed
    Then it is Live
    And the news came over the store's own channel
    When it is taken down
    Then the store has taken it down

  Scenario: What the store does not take is refused with its reasons
    Given an album of 2 tracks
    And the store misbehaves: reject-track
    When it is distributed
    Then it is Rejected
    And it stands at Rejected: policy
    And the store's reasons are told

  Scenario: A word nobody knows is an error until the next one is heard
    Given a single
    And the store misbehaves: unknown-status=Simmering
    When it is distributed
    Then it is Live
    And the timeline tells that Simmering was not understood
