Feature: What is special to Beatport
  SFTP batches in folders, DJ metadata, a completion mark, status by mail and portal.

  Scenario: The completion mark comes last
    Given an album of 2 tracks
    When it is distributed
    Then it is Live
    And the last document that arrived is the completion mark
    And nothing was ever written under its final name

  Scenario: Folders and names
    Given an album of two discs
    When it is distributed
    Then the batch holds
      | name                |
      | {upc}/{upc}.jpg     |
      | {upc}/{upc}.xml     |
      | {upc}/{upc}_01_01.wav |
      | {upc}/{upc}_01_02.wav |
      | {upc}/{upc}_02_01.wav |
      | {upc}/{upc}_02_02.wav |
      | BatchComplete_{batch}.xml |

  Scenario: What DJs need reaches the message
    Given an album of 2 tracks
    And the second track is the "Extended Mix" at 127.5 BPM in F min
    When it is distributed
    Then it is Live
    And the message says BPM 122 and 127.5
    And the message says KEY A min and F min
    And the message says GENRE Melodic House & Techno
    And the message says MIX Original Mix and Extended Mix

  Scenario Outline: Exclusive for a period
    Given a single
    And every deal is exclusive for <days> days
    When it is distributed
    Then it is Live
    And the message says EXCLUSIVE_WEEKS <weeks>

    Examples:
      | days | weeks |
      | 14   | 2     |
      | 28   | 4     |
      | 56   | 8     |

  Scenario: Exclusive for too short a time
    Given a single
    And every deal is exclusive for 10 days
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: BEAT-EXC-001 at deals

  Scenario Outline: Mail from a stranger
    Given a single
    And <stranger> writes that it was removed
    When it is distributed
    Then it is Live
    And nobody believed the stranger

    Examples:
      | stranger                     |
      | a stranger                   |
      | a stranger in Beatport's name |

  Scenario: Mail alone is enough
    Given a single
    And there is no portal
    When it is distributed
    Then it is Live
    And the news came by mail

  Scenario: A connection that drops in the middle of a file is resumed
    Given a single
    And the store misbehaves: drop-connection=100000
    When it is distributed
    Then it is Live
    And the connection was dropped
    And every file of it arrived once
    And what had arrived was not sent again

  Scenario: A mark the store overlooks for a while
    Given a single
    And the store misbehaves: no-marker-seen
    When it is distributed
    Then it is Live
    And the store took it in once
