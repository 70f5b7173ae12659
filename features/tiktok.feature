Feature: What is special to TikTok
  An envelope in every answer, clips, commercial use apart from films, and at most ten calls in a second.

  Scenario: A refusal inside an answer of 200 is a refusal
    Given a single
    And the store misbehaves: error-inside=40300
    When it is distributed
    Then the order ended failed
    And it stands at Error: auth

  Scenario: A clip that goes on when the recording is over
    Given a single
    And its clips are "45+60"
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: TTK-CLP-001 at tracks[0].extras

  Scenario: Commercial use is offered apart
    Given a single
    And all of it is offered for commercial use
    When it is distributed
    Then it is Live
    And the store was offered 1 sound for commercial use
    And the document says that films may use it

  Scenario: Commercial use without all of the publishing
    Given a single
    And half of the publishing is offered for commercial use
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: TTK-CML-001 at tracks[0].extras

  Scenario: Somebody else's recording at another speed
    Given a single
    And its first track is the "Sped Up" version
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: TTK-FRD-004 at tracks[0].titles[0]

  Scenario: Withdrawn in one territory it is Live elsewhere
    Given a single that is Live
    When it is withdrawn in DE
    And it is distributed
    Then it stands at Live: partial-territories

  Scenario: Back online after it was taken offline
    Given a single that is Live
    When it is taken down
    And the same folder is put back on sale
    Then it is Live
    And every file of it arrived once
