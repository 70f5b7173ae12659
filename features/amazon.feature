Feature: What is special to Amazon Music
  Objects in a bucket, a manifest and a mark that prove them, honest quality labels, lyrics, status by API and mail.

  Scenario: Keys and their order
    Given an album of two discs
    When it is distributed
    Then it is Live
    And the bucket was filled in this order
      | key                         |
      | {batch}/{upc}/{upc}.jpg     |
      | {batch}/{upc}/{upc}_01_01.flac |
      | {batch}/{upc}/{upc}_01_02.flac |
      | {batch}/{upc}/{upc}_02_01.flac |
      | {batch}/{upc}/{upc}_02_02.flac |
      | {batch}/{upc}/{upc}.json    |
      | {batch}/_COMPLETE           |
    And the manifest names the bytes that arrived

  Scenario: Each recording has the label it deserves
    Given an album of 2 tracks
    When it is distributed
    Then it is Live
    And the manifest labels the tracks ULTRA_HD and HD

  @slow
  Scenario: A padded master is no Ultra HD
    Given a single
    And its master has 24 bits of which 16 are used
    And somebody listens to every master
    When it is distributed
    Then it is Live
    And the manifest labels the tracks HD

  Scenario: Lyrics that can be shown line by line
    Given a single
    And its lyrics come with the moment of each line
    When it is distributed
    Then it is Live
    And lyrics arrived as LRC

  Scenario: Alexa says it otherwise
    Given a single
    And Alexa says "River River"
    When it is distributed
    Then it is Live
    And the manifest has Alexa say "River River"

  Scenario: A large recording goes in parts, and an error inside a 200 is seen
    Given a single
    And its master is larger than a part
    And the store misbehaves: error-inside
    When it is distributed
    Then it is Live
    And the recording was put together from parts
    And every file of it arrived once

  Scenario: Damaged in the bucket
    Given a single
    And the store misbehaves: corrupt-object
    When it is distributed
    Then it is Live
    And the store found the damage, and was sent everything once more

  Scenario: Damaged again and again
    Given a single
    And the store misbehaves: corrupt-object:-1
    When it is distributed and followed until it was sent twice and damaged twice
    Then it stands at Error: checksum
    And the order is still open

  Scenario Outline: A mail counts by who vouches for its sender
    Given a single
    When it is distributed
    And <sender> writes that it was removed
    Then that is <heard>

    Examples:
      | sender                      | heard     |
      | the store                   | heard     |
      | a stranger                  | not heard |
      | a stranger in Amazon's name | not heard |

  Scenario: Mail alone is enough
    Given a single
    And there is no status API
    When it is distributed
    Then it is Live
    And the news came by mail

  Scenario: The API is believed before the mail
    Given a single
    When it is distributed
    Then it is Live
    And both wrote, and the last word is that of the API

  Scenario: A recording gets another ISRC
    Given an album of 2 tracks that is Live
    When its second track gets another ISRC
    And it is distributed
    Then it is Live
    And the order was an update
