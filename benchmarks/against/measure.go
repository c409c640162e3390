package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// output is what one run of a program left behind.
type output struct {
	text    []byte        // what it printed
	dir     string        // where it wrote
	wall    time.Duration // of the whole process
	inside  float64       // seconds that it measured itself, without start-up and imports; 0 if it does not
	version string        // of the library, if it says so
	mb      float64       // peak resident memory; 0 where the system does not tell
}

func execute(dir string, command ...string) (output, error) {
	var out, errs bytes.Buffer
	c := exec.Command(command[0], command[1:]...)
	c.Stdout, c.Stderr = &out, &errs
	start := time.Now()
	if err := c.Run(); err != nil {
		return output{}, fmt.Errorf("%v: %w: %s", command, err, bytes.TrimSpace(errs.Bytes()))
	}
	o := output{text: out.Bytes(), dir: dir, wall: time.Since(start), mb: peakMB(c.ProcessState)}
	var said struct {
		Seconds struct{ Total float64 }
		Pandas  string
	}
	if json.Unmarshal(o.text, &said) == nil {
		o.inside, o.version = said.Seconds.Total, said.Pandas
	}
	return o, nil
}

// measure runs both sides A B B A ... after one untimed run of each, and
// returns a row for the clock of the whole process and one for the programs'
// own, where both have it.
func (j job) measure(o options, dir string, pairs int) ([]string, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	program := filepath.Join(dir, "program")
	if text, err := exec.Command("go", "build", "-o", program, j.ours).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w: %s", err, text)
	}
	us := func() (output, error) { return execute(dir, append([]string{program}, j.args(o, dir)...)...) }
	them := func() (output, error) { return execute(dir, j.peer(o)...) }
	a, err := us()
	if err != nil {
		return nil, err
	}
	b, err := them()
	if err != nil {
		return nil, err
	}
	figures, err := j.same(a, b)
	if err != nil {
		return nil, fmt.Errorf("figures differ: %w", err)
	}
	var as, bs []output
	for i := range pairs {
		first, second := us, them
		if i%2 == 1 {
			first, second = them, us
		}
		x, err := first()
		if err != nil {
			return nil, err
		}
		y, err := second()
		if err != nil {
			return nil, err
		}
		if i%2 == 1 {
			x, y = y, x
		}
		as, bs = append(as, x), append(bs, y)
	}
	rows := []string{j.row("process", figures, as, bs, func(o output) float64 { return o.wall.Seconds() })}
	if a.inside > 0 && b.inside > 0 {
		rows = append(rows, j.row("inside", figures, as, bs, func(o output) float64 { return o.inside }))
	}
	return rows, nil
}

func (j job) row(clock, figures string, as, bs []output, seconds func(output) float64) string {
	var ratio, a, b, aMB, bMB []float64
	for i := range as {
		a, b = append(a, seconds(as[i])), append(b, seconds(bs[i]))
		ratio = append(ratio, seconds(bs[i])/seconds(as[i]))
		aMB, bMB = append(aMB, as[i].mb), append(bMB, bs[i].mb)
	}
	return fmt.Sprintf("%s\t%s\t%.3f\t%.3f\t%.1f\t%.1f\t%.1f\t%.0f\t%.0f\t%s\tpandas %s", j.name, clock, median(a), median(b), median(ratio),
		slices.Min(ratio), slices.Max(ratio), slices.Max(aMB), slices.Max(bMB), figures, bs[0].version)
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	n := len(x)
	return (x[(n-1)/2] + x[n/2]) / 2
}
