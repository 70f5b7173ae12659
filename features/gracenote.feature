Feature: What is special to Gracenote
  SFTP batches of reference recordings, XML of a schema, a portal that recognises; identifiers that expire; no territory,
  no price.

  Scenario: The batch
    Given an album of two discs
    When it is distributed
    Then it is Live
    And it stands at Live: unlisted
    And the batch holds a reference a track, the cover and a document that the schema takes
    And the last document that arrived is the completion mark
    And each disc has a table of contents

  Scenario: Identifiers are known with the moment they expire
    Given an album of 2 tracks
    When it is distributed
    Then it is Live
    And the album and each track have an identifier that was just seen and expires later
    When its title is changed to "Between Three Rivers"
    And it is distributed
    Then it is Live
    And the document of the update names the identifiers

  Scenario: A fingerprint goes along
    Given a single of five seconds
    When it is listened to and distributed
    Then it is Live
    And its fingerprint arrived

  Scenario: What is sold where is not Gracenote's business
    Given a single
    And it is sold in DE alone, at a price, until 2090-01-01
    When it is distributed
    Then it is Live
    And a note says that no deal was sent

  Scenario: A recording that is known to be another one
    Given a single
    And it is distributed
    When another album has its ISRC for a recording that is longer
    Then it is Rejected
    And it stands at Rejected: duplicate

  Scenario: Taken down means suppressed
    Given a single that is Live
    When it is taken down
    Then it is Taken Down
    And no identifier is told any more
