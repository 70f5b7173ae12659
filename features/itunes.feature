Feature: What is special to the iTunes Store
  A package handed over by a program, masters that are never blown up, pre-orders, territories cleared one by one.

  Scenario: A master below what the store asks for is refused
    Given a single
    And the account takes no masters as they are
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: ITUNES-AUD-001 at tracks[0].audio
    And the finding has two ways out

  Scenario: The account has them delivered as they are
    Given an album of 2 tracks
    When it is distributed
    Then it is Live
    And each track arrived with the rate and the depth of its master
    And the order keeps a warning of ITUNES-AUD-001 for each track

  Scenario: A master that is good enough becomes what the store asks for
    Given a single with a master of 192 kHz
    And the account takes no masters as they are
    When it is distributed
    Then it is Live
    And each track arrived with 96000 Hz and 24 bit

  Scenario: A pre-order with a track that is given at once
    Given an album of 2 tracks
    And it can be ordered before, and the first track is given at once
    When it is distributed
    Then it is Live
    And the store can read "<preorder_sales_start_date>2025-02-21</preorder_sales_start_date>"
    And the store can read "<preorder_type>instant-gratification</preorder_type>"

  Scenario: An album with a booklet
    Given an album of 2 tracks
    And a booklet goes with it
    When it is distributed
    Then it is Live
    And the booklet arrived as it is

  Scenario: A booklet cannot be added later
    Given an album of 2 tracks that is Live
    When a booklet goes with it
    And it is distributed
    Then the order ended refused
    And there is one finding: ITUNES-UPD-001 at booklet

  Scenario: By force, again and again
    Given a single that is Live
    When the same folder is distributed again by force
    And the same folder is distributed again by force
    Then it is Live
    And no media were sent and none were converted

  Scenario: Withdrawn in one territory, it is not cleared there
    Given a single that is Live
    When it is withdrawn in DE
    And it is distributed
    Then it is Live
    And the store can no longer sell it in DE

  Scenario Outline: The program fails in its own ways
    Given a single
    And the store misbehaves: <fault>
    When it is distributed
    Then it is Live
    And the store took it in once
    And every file of it arrived once
    And each state was entered once

    Examples:
      | fault         |
      | truncated-log |
      | tool-killed   |

  Scenario: An account that is locked ends with 0, and is an error all the same
    Given a single
    And the store misbehaves: error-inside
    When it is distributed
    Then the order ended failed
    And it stands at Error: auth
    And the order says "the account is locked"

  Scenario: The program hangs, and is killed with its upload
    Given a single
    And the store misbehaves: slow-ack=30
    And an upload may take 1 second
    When it is distributed
    Then it is Live
    And the store took it in once
    And every file of it arrived once
