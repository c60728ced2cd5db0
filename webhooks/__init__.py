"""The Flask app that the carrier, the console and the phones page talk to."""
