package main

import "runtime"

// threads is how many goroutines or threads a job may use.
func threads() int { return runtime.GOMAXPROCS(0) }
