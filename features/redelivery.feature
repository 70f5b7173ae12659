Feature: What a store has is not sent again
  An order may be repeated, changed, interrupted or taken back; the audio moves once.

  Scenario: The same folder again
    Given an album of 2 tracks that is Live
    When the same folder is distributed again
    Then no new order was opened
    And the store received nothing more

  @needs-update
  Scenario: The same folder again, by force
    Given an album of 2 tracks that is Live
    When the same folder is distributed again by force
    Then it is Live
    And no media were sent and none were converted

  @needs-update
  Scenario: A changed cover
    Given an album of 2 tracks that is Live
    When its cover is changed
    And it is distributed
    Then it is Live
    And only the cover was sent

  Scenario: A connection that breaks off
    Given an album of 2 tracks
    And the store misbehaves: drop-connection=90000
    When it is distributed
    Then it is Live
    And the store took it in once
    And every file of it arrived once

  Scenario: An answer that gets lost
    Given an album of 2 tracks
    And the store misbehaves: drop-answer
    When it is distributed
    Then it is Live
    And the store took it in once
    And every file of it arrived once

  Scenario: A failed order goes on where it stopped
    Given an album of 2 tracks
    And our login is wrong
    And it is distributed
    And the order ended failed
    And it stands at Error: auth
    When our login is right again
    And the failed order is tried again
    Then it is Live
    And the store took it in once
    And nothing was converted twice
