"""The list of campaigns, the form that makes and changes one, and its page."""
