//go:build linux || darwin

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakMB returns the peak resident memory of a process that has ended.
func peakMB(p *os.ProcessState) float64 {
	u, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" { // bytes there, kilobytes on Linux
		return float64(u.Maxrss) / (1 << 20)
	}
	return float64(u.Maxrss) / (1 << 10)
}
