Feature: What is special to YouTube Music
  Recordings are owned and matched as assets over the Content ID API; Art Tracks are made of a sheet.

  Scenario: An upload that is cut off goes on where it was
    Given an album of 2 tracks
    And the store misbehaves: drop-connection=60000
    When it is distributed
    Then it is Live
    And no order was tried twice
    And the upload went on where it was cut off

  Scenario: A quota that is used up is waited for, and not tried again before
    Given a single
    And the store misbehaves: quota=-
    When it is distributed until it waits
    Then it waits for the next midnight in Los Angeles
    When its first moment has come
    Then it is Live
    And every file of it arrived once

  Scenario: Who owns what, and what is done with matches
    Given an album of 2 tracks that is Live
    Then every recording is owned everywhere but in KP
    And matches are monetized everywhere but in KP
    When it is withdrawn in DE
    And it is distributed
    Then every recording is owned everywhere but in DE, KP
    And matches are monetized everywhere but in DE, KP

  Scenario: A takedown leaves nothing owned and nothing matched
    Given a single that is Live
    When it is taken down
    Then it is Taken Down
    And nothing of it is owned or matched

  Scenario: What comes back on sale is not uploaded again
    Given a single that is Live
    When it is taken down
    And the same folder is put back on sale
    Then it is Live
    And every file of it arrived once

  Scenario: A recording that may not be a reference claims nothing
    Given a single
    And its track is a karaoke version
    When it is distributed
    Then it is Live
    And every recording is owned everywhere but in KP
    And nothing is matched with it

  Scenario: The releases of an artist are on one topic channel
    Given a single that is Live
    When another single of the artist is distributed
    Then it is Live
    And both are on one topic channel

  Scenario: A music video
    Given a music video
    When it is distributed
    Then it is Live
    And a film of it is a reference
