package main

import (
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/clm-go/clm/internal/cpu"
)

// instructions names the ones that our number loops use in this process.
func instructions() string {
	switch {
	case cpu.AVX512:
		return "avx512"
	case cpu.AVX2:
		return "avx2"
	}
	return "go"
}

// cpuName returns what the system calls the processor.
func cpuName() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	if name := field(string(text), "model name"); name != "" {
		return name
	}
	return runtime.GOARCH
}

// resident and peak return the memory of this process in MB, 0 where the
// system does not tell.
func resident() float64 { return statusMB("VmRSS") }
func peak() float64     { return statusMB("VmHWM") }

func statusMB(name string) float64 {
	text, _ := os.ReadFile("/proc/self/status")
	kB, _, _ := strings.Cut(field(string(text), name), " ")
	v, _ := strconv.ParseFloat(kB, 64)
	return v / 1024
}

// field returns the value of the first line "name : value".
func field(text, name string) string {
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// threads is how many goroutines or threads a job may use.
func threads() int { return runtime.GOMAXPROCS(0) }
