Feature: What is special to Spotify
  An API with OAuth, status by webhooks, and polling as the safety net.

  Scenario: The access token runs out in the middle of an upload
    Given an album of 2 tracks
    And the store misbehaves: token-expires-mid-upload
    When it is distributed
    Then it is Live
    And every file of it arrived once
    And no order was tried twice

  Scenario: Spotify calls us
    Given a single
    And a store that calls us
    And we hardly ever ask
    When it is distributed
    Then it is Live
    And its call woke the order

  Scenario: A webhook signed by somebody else
    Given a single
    And a store that calls us and misbehaves: wrong-signature
    When it is distributed
    Then it is Live
    And a webhook was answered with 401
    And each state was entered once

  Scenario: A webhook of an hour ago
    Given a single
    And a store that calls us and misbehaves: replayed-webhook
    When it is distributed
    Then it is Live
    And a webhook was answered with 403
    And each state was entered once

  Scenario: The challenge of a new address
    Given a store that calls us
    When our webhook is asked to prove itself with the challenge "c0ffee-c0ffee-c0ffee"
    Then it echoes the challenge
    And a challenge of another form is refused

  Scenario: Webhooks that never arrive
    Given a single
    And a store that calls an address nobody listens on
    When it is distributed
    Then it is Live
    And the news came by API

  Scenario: Too many requests
    Given a single
    And the store misbehaves: too-many-requests=1
    When it is distributed
    Then it is Live
    And we waited 1 second before the second try
