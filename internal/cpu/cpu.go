// Package cpu tells which instructions the number loops may use.
//
// Code that has an assembly form asks with a plain if:
//
//	if cpu.AVX2 && len(x) >= 16 {
//		return dotAVX2(x, y)
//	}
//	return dotGo(x, y)
//
// A variable that holds the function instead would make the callers' slices
// escape to the heap. The bools are set once, at start-up, and respect
// GODEBUG=cpu.avx2=off, cpu.fma=off and cpu.avx512f=off. Only tests change
// them, by Sets.
package cpu

import "golang.org/x/sys/cpu"

var (
	// AVX2 stands for AVX2 and FMA.
	AVX2 = cpu.X86.HasAVX2 && cpu.X86.HasFMA

	// AVX512 stands for AVX-512 F, DQ, BW and VL and BMI2 beside AVX2.
	AVX512 = AVX2 && cpu.X86.HasBMI2 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL

	// VPOPCNT stands for counting the bits of the words of AVX-512 registers, beside AVX512.
	VPOPCNT = AVX512 && hasVPOPCNT
)

var hasVPOPCNT = cpu.X86.HasAVX512VPOPCNTDQ

// Set is a set of features that this machine has.
type Set struct {
	Name         string
	avx2, avx512 bool
}

// Sets returns the sets of features that a test can run with here, the plain
// one first. VPOPCNT goes with AVX512 where the machine has it.
func Sets() []Set {
	sets := []Set{{Name: "go"}}
	if AVX2 {
		sets = append(sets, Set{Name: "avx2", avx2: true})
	}
	if AVX512 {
		sets = append(sets, Set{Name: "avx512", avx2: true, avx512: true})
	}
	return sets
}

// Use switches to a set and returns a function that switches back. It is for
// tests that do not run beside others.
func (s Set) Use() (restore func()) {
	avx2, avx512, vpopcnt := AVX2, AVX512, VPOPCNT
	AVX2, AVX512, VPOPCNT = s.avx2, s.avx512, s.avx512 && hasVPOPCNT
	return func() { AVX2, AVX512, VPOPCNT = avx2, avx512, vpopcnt }
}
