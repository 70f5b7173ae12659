Feature: What is special to a DDEX feed
  Folders and names of the common practice, a completion mark that comes last, acknowledgements as files.

  Scenario: What completes the batch comes last
    Given an album of 2 tracks
    When it is distributed
    Then it is Live
    And the last document that arrived is the completion mark
    And nothing was ever written under its final name

  Scenario: Folders and names
    Given an album of two discs
    When it is distributed
    Then the batch holds
      | name                                    |
      | {upc}/{upc}.xml                         |
      | {upc}/resources/{upc}.jpg               |
      | {upc}/resources/{upc}_01_001.wav        |
      | {upc}/resources/{upc}_01_002.wav        |
      | {upc}/resources/{upc}_02_001.wav        |
      | {upc}/resources/{upc}_02_002.wav        |
      | BatchComplete_{batch}.xml               |

  Scenario: An acknowledgement that nobody can read
    Given a single
    And the store misbehaves: unreadable-ack
    When it is distributed
    Then it is Live
    And the store took it in once

  Scenario: A track that the store does not take
    Given an album of 2 tracks
    And the store misbehaves: reject-track
    When it is distributed
    Then it is Rejected
    And it stands at Rejected: policy
    And the store's reasons are told

  Scenario: A mark the store overlooks for a while
    Given a single
    And the store misbehaves: no-marker-seen
    When it is distributed
    Then it is Live
    And the store took it in once
