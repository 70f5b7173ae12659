Feature: What a store would refuse is not sent, and what only the store can see is told
  One finding per fault, with where it is, what was found and what would be right.

  Scenario Outline: Bad artwork
    Given a single
    And this is wrong with it: <fault>
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: <rule> at artwork

    Examples:
      | fault                              | rule        |
      | the cover lacks a pixel            | CMN-IMG-001 |
      | the cover is not square            | CMN-IMG-001 |
      | the cover is CMYK                  | CMN-IMG-002 |
      | the cover is a text                | CMN-IMG-002 |

  @takes-audio
  Scenario Outline: Bad audio
    Given an album of 2 tracks
    And this is wrong with it: <fault>
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: <rule> at tracks[1].audio

    Examples:
      | fault                              | rule        |
      | the second track is missing        | CMN-AUD-007 |
      | the second track is cut off        | CMN-AUD-007 |
      | the second track is a text         | CMN-AUD-007 |
      | the second track is mono           | CMN-AUD-001 |
      | the second track has 32 kHz        | CMN-AUD-001 |
      | the second track is silent         | CMN-AUD-005 |

  Scenario Outline: Bad metadata
    Given an album of 2 tracks
    And this is wrong with it: <fault>
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: <rule> at <path>

    Examples:
      | fault                              | rule        | path                     |
      | the UPC has a wrong check digit    | CMN-ID-002  | icpn                     |
      | both tracks have one ISRC          | CMN-ID-007  | tracks[1].isrc           |
      | an ISRC is malformed               | CMN-ID-001  | tracks[1].isrc           |
      | no territory is left               | CMN-TER-001 | deals[0].territories     |
      | a territory is no country          | CMN-TER-002 | deals[0].territories[0]  |
      | it came out before it came out     | CMN-DAT-001 | original_release_date    |

  @takes-audio
  Scenario: All faults at once
    Given an album of 2 tracks
    And this is wrong with it: the cover is CMYK
    And this is wrong with it: the second track is mono
    And this is wrong with it: both tracks have one ISRC
    When it is distributed
    Then it is refused before anything is sent
    And there are 3 findings, each with observed, expected and hint

  Scenario: What only the store can see
    Given a single
    And something is wrong with it that only the store can see
    When it is distributed
    Then the order ended rejected
    And it is Rejected
    And the store's reasons are told

  Scenario: A corrected release goes through
    Given a single
    And something is wrong with it that only the store can see
    And it is distributed
    When it is corrected
    And it is distributed
    Then it is Live
