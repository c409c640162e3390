package main

import (
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// busy is the seconds that each CPU has worked since the system started, by
// its number. Time that the host of a virtual machine took away counts as work.
type busy map[int]float64

// tick is the unit of /proc/stat in seconds, the same on every Linux.
const tick = 0.01

// parseStat reads the text of /proc/stat: "cpu0 user nice system idle iowait
// irq softirq steal ...".
func parseStat(text string) busy {
	b := busy{}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 9 || !strings.HasPrefix(f[0], "cpu") {
			continue
		}
		n, err := strconv.Atoi(f[0][len("cpu"):])
		if err != nil {
			continue // the sum of all
		}
		for _, i := range []int{1, 2, 3, 6, 7, 8} {
			v, _ := strconv.ParseFloat(f[i], 64)
			b[n] += v * tick
		}
	}
	return b
}

// stat returns how busy the machine was until now, nil where it does not tell.
func stat() busy {
	if runtime.GOOS != "linux" {
		return nil
	}
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return nil
	}
	return parseStat(string(text))
}

// window adds up what happened while runs were timed, in seconds.
type window struct {
	wall float64
	all  float64 // work of all CPUs
	here float64 // work of the CPUs that the run was pinned to
	own  float64 // work of the process that was timed
	cpus int     // in the machine, 0 if unknown
}

// add adds a run that worked for own seconds on the given CPUs, all if there
// are none.
func (w *window) add(before, after busy, wall time.Duration, own float64, cpus []int) {
	w.wall += wall.Seconds()
	w.own += own
	w.cpus = len(after)
	for c, s := range after {
		w.all += s - before[c]
	}
	if len(cpus) == 0 {
		w.here = w.all
	}
	for _, c := range cpus {
		w.here += after[c] - before[c]
	}
}

// foreign returns the share of processor time that went to others: of the whole
// machine or of the CPUs that the runs were pinned to, whichever is more. It is
// NaN where it cannot be known.
func (w *window) foreign(pinned int) float64 {
	if w.cpus == 0 || w.wall <= 0 {
		return math.NaN()
	}
	if pinned == 0 {
		pinned = w.cpus
	}
	all := (w.all - w.own) / (w.wall * float64(w.cpus))
	here := (w.here - w.own) / (w.wall * float64(pinned))
	return max(0, all, here)
}
