//! Faults of whole rules, lists and files.
