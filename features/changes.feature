Feature: What is on sale is changed, withdrawn in part and taken away
  An order may change words alone, end in some territories or everywhere, and be taken back.

  @needs-update
  Scenario: Words alone
    Given an album of 2 tracks that is Live
    When its title is changed to "Between Three Rivers"
    And it is distributed
    Then it is Live
    And the order was an update
    And no media were sent and none were converted
    And the store can read "Between Three Rivers"

  @needs-update @takes-audio
  Scenario: Other audio
    Given an album of 2 tracks that is Live
    When its second track is recorded anew
    And it is distributed
    Then it is Live
    And the order was an update
    And the store holds the new recording

  @needs-update @says-territories @says-end
  Scenario: Withdrawn in one territory
    Given an album of 2 tracks that is Live
    When it is withdrawn in DE
    And it is distributed
    Then it is Live
    And the order was an update
    And no media were sent and none were converted
    And the store is no longer told to sell it in DE

  @needs-takedown
  Scenario: Taken down everywhere, twice
    Given a single that is Live
    When it is taken down
    And it is taken down
    Then it is Taken Down
    And the store has taken it down

  @needs-takedown
  Scenario: Put back on sale
    Given a single that is Live
    When it is taken down
    And the same folder is put back on sale
    Then it is Live
    And the order was an insert

  Scenario Outline: What the platform cannot do is refused before anything is sent
    Given a single that is Live
    When an order is wanted that needs <capability>
    Then it is refused, naming <capability>, and the store hears nothing

    Examples:
      | capability |
      | update     |
      | takedown   |
