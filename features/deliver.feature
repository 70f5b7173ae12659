Feature: A release is delivered until it is Live
  Masters are whatever the studio sent; the store gets the form it asks for, once, and says so.

  @takes-audio
  Scenario: An album of three kinds of masters
    Given an album of 3 tracks
    When it is distributed
    Then it is Live
    And it went through Processing, Delivered, Live
    And the store took it in once
    And every file of it arrived once
    And every track arrived in the form the platform asks for
    And the cover arrived in the form the platform asks for

  Scenario: A single
    Given a single
    When it is distributed
    Then it is Live
    And the store took it in once
    And every file of it arrived once

  @takes-audio
  Scenario: An album of two discs
    Given an album of two discs
    When it is distributed
    Then it is Live
    And the store took it in once
    And every file of it arrived once
    And the files of both discs are told apart by name

  @says-title-languages
  Scenario: Titles in other scripts
    Given an album of 2 tracks
    And its title is also "二つの川のあいだ" in ja
    And its title is also "بين نهرين" in ar
    When it is distributed
    Then it is Live
    And the store can read "二つの川のあいだ"
    And the store can read "بين نهرين"

  Scenario: A release that opens in the future is not called Live before
    Given a single
    And it opens on 2090-01-06
    When it is distributed and followed until the store has it on the shelf
    Then it stands at Delivered: scheduled-live

  Scenario: Once its moment has come it is Live
    Given a single
    And it opens on 2090-01-06
    And it is distributed and followed until the store has it on the shelf
    When its first moment has come
    Then it is Live
