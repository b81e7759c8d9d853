"""Letters: who should hear what, when. They are drafts for the coordinator; nothing here sends anything."""
