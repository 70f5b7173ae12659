Feature: What is special to QQ Music
  Signed calls, everything in Simplified Chinese, mainland China alone, a content filter that says what it stopped at.

  Scenario: The document speaks Chinese
    Given a single
    When it is distributed
    Then it is Live
    And the document says Title 上游 in zh-Hans before Upstream in en
    And the document says Name 艾达·斯特兰德 in zh-Hans
    And its deals are for CN by the clock of Shanghai

  Scenario: Without Simplified Chinese
    Given a single
    And it has no title in Chinese
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: QQ-HAN-002 at titles

  Scenario: In traditional characters
    Given a single
    And its Chinese title is 愛的時間
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: QQ-HAN-001 at titles[1]

  Scenario: A song with its translation
    Given a single
    And it is sung in en, with a translation
    When it is distributed
    Then it is Live
    And the document says Lyrics 河边 in zh-Hans

  Scenario: A song without a translation
    Given a single
    And it is sung in en
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: QQ-LYR-001 at tracks[0].lyrics

  Scenario: Not for mainland China
    Given a single
    And it is for TW alone
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: QQ-TER-001 at tracks[0].deals

  Scenario: The filter says what it stopped at
    Given a single
    And something is wrong with it that only the store can see
    When it is distributed
    Then it is Rejected
    And it stands at Rejected: policy
    And we are told: content filter, superstition

  Scenario: A takedown says why
    Given a single that is Live
    When it is taken down
    Then it is Taken Down
    And the store was told why

  Scenario: A recording gets another ISRC
    Given an album of 2 tracks that is Live
    When its second track gets another ISRC
    And it is distributed
    Then it is Live
    And the order was an update
