"""A phone carrier that runs on this machine and speaks HTTP as Twilio does."""
