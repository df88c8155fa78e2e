package main

// Broken on purpose: the log says that the scan is not complete.
func broken( {
