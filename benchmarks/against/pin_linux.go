package main

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// allowed returns the numbers of the CPUs that this process may use, and
// whether the system tells.
func allowed() ([]int, bool) {
	var set unix.CPUSet
	if unix.SchedGetaffinity(0, &set) != nil {
		return nil, false
	}
	var list []int
	for i := 0; len(list) < set.Count(); i++ {
		if set.IsSet(i) {
			list = append(list, i)
		}
	}
	return list, true
}

// pinned calls f, which starts a process, on a thread that may use only these
// CPUs: the process inherits that. An empty list pins nothing.
func pinned(cpus []int, f func() error) error {
	if len(cpus) == 0 {
		return f()
	}
	runtime.LockOSThread()
	var old, set unix.CPUSet
	for _, c := range cpus {
		set.Set(c)
	}
	if err := unix.SchedGetaffinity(0, &old); err != nil {
		return err
	}
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		return err
	}
	err := f()
	if back := unix.SchedSetaffinity(0, &old); back != nil {
		return back // the thread stays locked and ends with its goroutine
	}
	runtime.UnlockOSThread()
	return err
}
