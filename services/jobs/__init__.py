"""What a person sees of postings and does with them: lists, one posting, statuses, notes and favourites."""
