"""Who may do what, and when: people, invitations, sign-in, windows."""
