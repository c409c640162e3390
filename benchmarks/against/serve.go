package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/clm-go/clm/benchmarks/internal/machine"
)

// job is what one side does in one workload. Its maker has read and converted
// the inputs.
type job struct {
	run     func(reps int) error // the work, reps times over; its time is taken
	empty   func(reps int) error // what is part of run and not to count, may be nil
	seconds func() float64       // the job's own clock for the last run, nil for that around run
	figures func() (figures, error)
	version string         // of the library; empty means that of Go
	peak    func() float64 // MB, for a job that starts processes; nil means this process's own
	end     func()         // cleans up, may be nil
}

// once is the run of a job that is long enough to be called through a closure.
func once(f func() error) func(int) error {
	return func(reps int) error {
		for range reps {
			if err := f(); err != nil {
				return err
			}
		}
		return nil
	}
}

// The lines that a child writes: ready and its first report, an answer for each
// line that it reads, a farewell when there are no more. Memory is in MB, 0
// where the system does not tell; seconds are for the work done once.
type (
	ready struct {
		Version string  `json:"version"`
		ISA     string  `json:"isa,omitempty"` // instructions that our loops use
		Figures figures `json:"figures"`
		Reps    int     `json:"reps"`
		Run     float64 `json:"run"` // seconds of one timed run, all repetitions
		Before  float64 `json:"before"`
	}
	answer struct {
		Seconds float64 `json:"seconds"`
		Empty   float64 `json:"empty"` // seconds of what is not to count, part of Seconds
		CPU     float64 `json:"cpu"`   // seconds that the child spent on the answer, all threads
	}
	farewell struct {
		After float64 `json:"after"`
		Peak  float64 `json:"peak"`
	}
)

const readyWord = "ready "

// shortest is how long a timed run takes at least, in seconds: a clock tick of
// 10 ms, the unit of what other processes used, must be little beside it.
const shortest = 0.3

// serve is the life of a child: it warms up, says ready, and then does one run
// for each line of in.
func serve(j *job, in io.Reader, out io.Writer) error {
	if j.end != nil {
		defer j.end()
	}
	debug.FreeOSMemory()
	first := ready{ISA: machine.Instructions(), Before: machine.Resident()}
	reps, seconds, err := warmUp(j.timed)
	if err != nil {
		return err
	}
	first.Reps, first.Run = reps, seconds
	var emptyReps int
	if first.Figures, err = j.figures(); err != nil {
		return err
	}
	if j.empty != nil {
		if emptyReps, seconds, err = warmUp(j.timedEmpty); err != nil {
			return err
		}
		first.Run += seconds
	}
	if first.Version = j.version; first.Version == "" {
		first.Version = runtime.Version()
	}
	runtime.GC()
	if err := say(out, readyWord, first); err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		cpu := cpuSeconds()
		seconds, err := j.timed(reps)
		if err != nil {
			return err
		}
		a := answer{Seconds: seconds / float64(reps)}
		if j.empty != nil {
			runtime.GC() // as before run
			if seconds, err = j.timedEmpty(emptyReps); err != nil {
				return err
			}
			a.Empty = seconds / float64(emptyReps)
		}
		runtime.GC() // now, not while the other side runs
		a.CPU = cpuSeconds() - cpu
		if err := say(out, "", a); err != nil {
			return err
		}
	}
	debug.FreeOSMemory()
	last := farewell{After: machine.Resident(), Peak: machine.Peak()}
	if j.peak != nil {
		last.Peak = j.peak()
	}
	return say(out, "", last)
}

func say(out io.Writer, word string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s%s\n", word, text)
	return err
}

func (j *job) timed(reps int) (float64, error) {
	start := time.Now()
	err := j.run(reps)
	seconds := time.Since(start).Seconds()
	if j.seconds != nil {
		seconds = j.seconds()
	}
	return seconds, err
}

func (j *job) timedEmpty(reps int) (float64, error) {
	start := time.Now()
	err := j.empty(reps)
	return time.Since(start).Seconds(), err
}

// warmUp runs until it knows how many repetitions take long enough.
func warmUp(timed func(reps int) (float64, error)) (reps int, seconds float64, err error) {
	reps = 1
	for {
		seconds, err = timed(reps)
		if err != nil || seconds >= shortest {
			return reps, seconds, err
		}
		reps = enlarged(reps, seconds)
	}
}

// enlarged returns the number of repetitions to try after one that was too short.
func enlarged(reps int, seconds float64) int {
	want := math.Ceil(1.1 * shortest / max(seconds, 1e-9))
	return reps * int(min(max(want, 2), 1000))
}
