Feature: What is special to MusicBrainz
  A person confirms what is seeded, a community votes on it, and nothing is ever taken down.

  Scenario: A person confirms the seed, and the order waits for that
    Given an album of 2 tracks
    And nobody edits at MusicBrainz
    When it is distributed until it waits
    Then it waits for a person at the page of the seed
    And MusicBrainz has no release of it
    When the person confirms the seed
    Then it becomes Live
    And every recording has its ISRC
    And the store took it in once

  Scenario: A person who will not enter it
    Given a single
    And nobody edits at MusicBrainz
    When it is distributed until it waits
    And the person declines the seed
    And the order goes on
    Then the order ended rejected

  Scenario: Delivered is not Live
    Given a single
    When it is distributed
    Then it is Live
    And it went through Processing, Delivered, Live
    And it was under vote, applied, and then found by its barcode

  Scenario: The votes of the community end an edit before its seven days
    Given a single
    And a community that takes its time
    When it is distributed until the vote is open
    And 3 editors vote no
    And the order goes on
    Then the order ended rejected
    And it stands at Rejected: policy

  Scenario: Three votes in favour count once the edit is two days old
    Given a single
    And a community that takes its time
    When it is distributed until the vote is open
    And 3 editors vote yes
    Then the vote is open
    When 3 days pass at MusicBrainz
    Then the vote has ended

  Scenario: A release somebody else has entered is added to
    Given a single that is Live
    When another order for it is sent
    Then MusicBrainz has one release of it

  Scenario: Another release under the barcode
    Given a single that is Live
    When a release of another title is sent under its barcode
    Then it is refused by MB-REL-001, and MusicBrainz has one release of it

  Scenario: Whoever does not say who calls is not answered
    Given a single
    When somebody calls MusicBrainz without a contact
    Then the answer is 403
