package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// change is how the time of one benchmark differs between two sides.
type change struct {
	ratio float64 // of the medians, second to first
	p     float64 // that it is chance
}

// The columns of benchstat's tables of two files.
const (
	nameCol  = iota
	firstCol // median of the first file
	firstRangeCol
	secondCol
	secondRangeCol
	differenceCol
	chanceCol
	columns
)

var processors = regexp.MustCompile(`-\d+$`) // testing puts GOMAXPROCS behind the name

// changes reads what benchstat -format csv prints for two files: for each
// package some tables, one for each unit, of which those of sec/op count. A
// benchmark that only one file has is left out. Names begin with the package's
// folder and a dot.
func changes(text []byte) (map[string]change, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("benchstat: %w", err)
	}
	found := map[string]change{}
	dir, unit := "", ""
	for _, f := range records {
		if key, value, ok := strings.Cut(f[0], ": "); ok && len(f) == 1 {
			if key == "pkg" {
				dir = strings.TrimPrefix(value, "github.com/clm-go/clm/")
			}
			continue
		}
		switch {
		case f[0] == "" && len(f) == columns && f[firstRangeCol] == "CI":
			unit = f[firstCol]
			if f[secondCol] != unit || f[chanceCol] != "P" {
				return nil, fmt.Errorf("benchstat: unknown columns %q", f)
			}
		case f[0] == "": // the names of the files
			unit = ""
		case unit == "sec/op" && f[0] != "geomean" && len(f) == columns && f[firstCol] != "":
			c, err := compared(f)
			if err != nil {
				return nil, fmt.Errorf("benchstat: %q: %w", f, err)
			}
			found[dir+"."+processors.ReplaceAllString(f[nameCol], "")] = c
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("benchstat compared no time:\n%s", text)
	}
	return found, nil
}

func compared(f []string) (c change, err error) {
	first, err := strconv.ParseFloat(f[firstCol], 64)
	if err != nil {
		return c, err
	}
	second, err := strconv.ParseFloat(f[secondCol], 64)
	if err != nil {
		return c, err
	}
	p, _, _ := strings.Cut(strings.TrimPrefix(f[chanceCol], "p="), " ")
	c.ratio = second / first
	c.p, err = strconv.ParseFloat(p, 64)
	return c, err
}

// results returns the names that a package's benchmarks have printed a result for.
func results(dir string, text []byte) map[string]bool {
	ran := map[string]bool{}
	for line := range bytes.Lines(text) {
		f := strings.Fields(string(line))
		if len(f) < 4 {
			continue
		}
		if n, ok := strings.CutPrefix(f[0], "Benchmark"); ok {
			ran[dir+"."+processors.ReplaceAllString(n, "")] = true
		}
	}
	return ran
}
