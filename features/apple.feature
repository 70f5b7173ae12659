Feature: What is special to Apple Music
  Signed tokens, a document of extensions beside ERN, lyrics, mixes in Dolby Atmos, tickets, and clearance by territory.

  Scenario: A store whose clock is ten minutes slow
    Given a single
    And the store misbehaves: clock-skew=600:-1
    When it is distributed
    Then it is Live
    And no order was tried twice

  Scenario: Lyrics and a mix in Dolby Atmos go beside the recording
    Given a single
    And its first track has a mix in Dolby Atmos and timed lyrics
    When it is distributed
    Then it is Live
    And the store holds a mix with an ISRC of its own beside the recording
    And the store holds lyrics timed by line

  Scenario: The cover in motion goes beside the cover
    Given a single
    And its cover is in motion in both shapes, with sound
    When it is distributed
    Then it is Live
    And the store holds the cover in motion in both shapes, without sound

  Scenario: The cover in motion in one shape alone
    Given a single
    And its cover is in motion in one shape alone
    When it is distributed
    Then it is refused before anything is sent
    And APPL-MOT-001 is among the findings

  Scenario: A mix that is not as long as its recording
    Given a single
    And its first track has a mix in Dolby Atmos that is too long
    When it is distributed
    Then it is refused before anything is sent
    And APPL-ATM-006 is among the findings

  Scenario: An update that changes an ISRC
    Given an album of 2 tracks that is Live
    When the ISRC of its second track is changed
    And it is distributed
    Then the order ended refused
    And APPL-FRZ-001 is among the findings
    And the store received nothing more

  Scenario: Withdrawn in one territory it is Live elsewhere
    Given a single that is Live
    When it is withdrawn in DE
    And it is distributed
    Then it stands at Live: partial-territories
    And the store sells and streams it in FR and not in DE

  Scenario: A territory the store forgets
    Given a single
    And the store misbehaves: silent-territory-drop=SE
    When it is distributed
    Then it stands at Live: partial-territories

  Scenario: A ticket keeps a new release from the store
    Given a single
    And its title advertises
    When it is distributed
    Then the order ended rejected
    And it stands at Rejected: content

  Scenario: A ticket about something that is on the store waits beside it
    Given a single that is Live
    When its title is changed to "Upstream (Limited Edition)"
    And it is distributed
    Then it is Live
    And the timeline tells of an open ticket
