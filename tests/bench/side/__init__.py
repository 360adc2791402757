"""Side by side: programs of nnc and of a peer, interleaved in one run, with the rates that each found."""
