"""iTunes Store: `.itmsp` packages handed over by the Transporter program."""
