"""What an editor may declare, and the answer to a mistake."""
