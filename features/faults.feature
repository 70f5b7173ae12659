Feature: A store that misbehaves costs another try at most
  Every misbehaviour a store's simulator can have. None of them costs a second copy or leads to a wrong state.

  Scenario Outline: Trouble that passes
    Given a single
    And the store misbehaves: <fault>
    When it is distributed
    Then it is Live
    And the store took it in once
    And every file of it arrived once
    And each state was entered once

    Examples: The connection
      | fault                    |
      | too-many-requests=0      |
      | unavailable              |
      | unavailable:3            |
      | maintenance              |
      | drop-connection=60000    |
      | drop-answer              |
      | corrupt-upload           |
      | token-expired            |
      | token-expires-mid-upload |
      | clock-skew               |
      | slow-ack=0.3             |
      | no-marker-seen=0.3       |
      | quota                    |
      | throttle=20000           |

    Examples: What it says
      | fault                    |
      | duplicate-status         |
      | late-status              |
      | out-of-order-status      |
      | wrong-signature          |
      | replayed-webhook         |
      | mail-malformed           |
      | mail-unknown-template    |
      | mail-html-only           |
      | mail-non-ascii-subject   |
      | mail-unauthenticated     |

  Scenario: A word nobody knows is told to somebody
    Given a single
    And the store misbehaves: unknown-status=Simmering
    And somebody listens
    When it is distributed
    Then it is Live
    And somebody was told that Simmering was not understood

  Scenario Outline: An answer nobody understands
    Given a single
    And the store misbehaves: <fault>
    When it is distributed
    Then the order ended failed
    When the failed order is tried again
    Then it is Live
    And the store took it in once
    And every file of it arrived once

    Examples:
      | fault         |
      | broken-answer |
      | error-inside  |

  Scenario: A right that is missing stops the order
    Given a single
    And the store misbehaves: forbidden
    When it is distributed
    Then the order ended failed
    And it stands at Error: auth

  @needs-track-status
  Scenario: A track that is kept back
    Given an album of 2 tracks
    And the store keeps the second track back
    When it is distributed
    Then it stands at Live: partial-territories
    And the second track is Rejected
