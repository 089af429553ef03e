"""Reading postings with a language model: what is asked, how an answer is read, and what of it is believed."""
