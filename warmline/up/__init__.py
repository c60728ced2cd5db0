"""Everything on this machine: `warmline up` starts the house, keeps it up, and puts it to bed."""
