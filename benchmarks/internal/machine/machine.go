// Package machine says where figures come from: the processor, the system, the
// instructions in use, and the memory that this process takes.
package machine

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/clm-go/clm/internal/cpu"
)

// CPU returns what the system calls the processor, the architecture where it
// does not tell.
func CPU() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	if name := field(string(text), "model name"); name != "" {
		return name
	}
	return runtime.GOARCH
}

// Instructions names the ones that our number loops use in this process: go,
// avx2 or avx512.
func Instructions() string {
	switch {
	case cpu.AVX512:
		return "avx512"
	case cpu.AVX2:
		return "avx2"
	}
	return "go"
}

// System names the kernel.
func System() string {
	text, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return runtime.GOOS
	}
	version, _, _ := strings.Cut(strings.TrimSpace(string(text)), "-") // the rest is whose build it is
	return "Linux " + version
}

// Line says when and where.
func Line(day time.Time) string {
	return fmt.Sprintf("%s, %s (%s), %d CPUs, %s", day.Format(time.DateOnly), CPU(), Instructions(), runtime.NumCPU(), System())
}

// Build says what this program was built with, and for what.
func Build() string { return fmt.Sprintf("%s, %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH) }

// Resident and Peak return the memory of this process in MB, now and at most so
// far; 0 where the system does not tell. Peak is not what getrusage says: that
// begins with the memory of the process which started this one.
func Resident() float64 { return statusMB("VmRSS") }

// Peak is described with Resident.
func Peak() float64 { return statusMB("VmHWM") }

// ResetPeak lets Peak begin again with what is resident now, where the system can.
func ResetPeak() {
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // without it Peak is too large, not too small
}

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
