Feature: What is special to JioSaavn
  SFTP batches of MP3 and a CSV of one row a track, Indian languages and films, an acknowledgement row by row.

  Scenario: The batch
    Given an album of 2 tracks
    When it is distributed
    Then it is Live
    And the batch holds manifest.csv, checksums.md5, DONE, two recordings and the cover
    And the last document that arrived is the completion mark
    And md5sum finds nothing wrong with the batch
    And every recording is an MP3 of constant 320 kbit/s

  Scenario: A song of a Hindi film
    Given a single
    And it is the song "नदी" (Nadi) of the Hindi film "Nadi Ke Paar", with Asha Rao
    When it is distributed
    Then it is Live
    And row 1 of the manifest says
      | column             | cell                     |
      | action             | INSERT                   |
      | language           | Hindi                    |
      | language_script    | Deva                     |
      | title_native       | नदी                      |
      | title_latin        | Nadi                     |
      | bollywood_category | Film                     |
      | film_name          | Nadi Ke Paar             |
      | star_cast          | Asha Rao                 |
      | music_director     | R. Varma                 |
      | singers            | Ada Strand               |
      | territories        | WW;-KP                   |
      | available_from     | 2025-03-07               |

  Scenario: A Hindi film without its name
    Given a single
    And it is the song "नदी" (Nadi) of a Hindi film nobody names
    When it is distributed
    Then it is refused before anything is sent
    And there is one finding: JIO-BOL-001 at tracks[0].extras

  Scenario: A title that a spreadsheet would run
    Given a single
    And its title is "=1+1 Is Two"
    When it is distributed
    Then it is Live
    And row 1 of the manifest says
      | column        | cell         |
      | release_title | '=1+1 Is Two |
    And the store shows it as it came

  Scenario: One row passes and one does not
    Given an album of 2 tracks
    And the second title names a guest, which the store's editors do not take
    When it is distributed
    Then it stands at Live: partial-territories
    And the second track is Rejected
    And the acknowledgement says QC_PASS of row 1 and QC_FAIL of row 2
    When the second title is corrected
    And it is distributed
    Then it stands at Live: all-territories
    And no media were sent and none were converted
    And every track is Live

  Scenario: The acknowledgement alone
    Given an album of 2 tracks
    And there is neither portal nor mail
    When it is distributed and followed until the acknowledgement has come
    Then it stands at Delivered: validated
    And the news came by file

  Scenario: Rights that have to be cleared first
    Given a single
    And the store misbehaves: hold-rights
    When it is distributed
    Then it is Live
    And it stood at Processing: ticket-open on the way
