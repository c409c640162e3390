package main

import "time"

// block is memory that is read.
type block struct {
	what   string
	bytes  int
	shared bool // the threads read a part of it each, not all of a block of their own
}

// The sizes fit into the named level on all CPUs of the last years; what the
// level really is depends on the machine.
var blocks = []block{
	{"read 16 KB a thread (L1)", 16 << 10, false},
	{"read 128 KB a thread (L2)", 128 << 10, false},
	{"read 4 MB a thread (L3)", 4 << 20, false},
	{"read 512 MB in all (DRAM)", 512 << 20, true},
}

// A call reads at most stream words, as it cannot be preempted, and small
// blocks so often that the call itself does not count.
const stream = 1 << 16

// rate returns the bytes that threads read together in a second.
func (b block) rate(threads int, span time.Duration) float64 {
	read := readers[reading()].run
	words := b.bytes / 8
	if b.shared {
		words /= threads
	}
	words = max(words&^127, 128)
	chunk := min(words, stream)
	times := stream / chunk
	steps := rate(threads, span, func() func() {
		memory := make([]uint64, words)
		for i := range memory {
			memory[i] = uint64(i) // untouched pages would all be the same one
		}
		var bits [8]uint64
		at := 0
		return func() {
			read(times, memory[at:at+chunk], &bits)
			if at += chunk; at+chunk > words {
				at = 0
			}
		}
	})
	return steps * float64(8*times*chunk)
}

// readers are the kernels that read words several times over and collect the
// bits that are set in them, the widest first.
var readers = []struct {
	set string // of CPU features
	run func(times int, words []uint64, bits *[8]uint64)
}{{"avx512", readAVX512}, {"avx2", readAVX2}, {"go", readGo}}

// reading returns the place in readers of the widest that runs here.
func reading() int {
	for i, r := range readers {
		if r.run != nil && has(r.set) {
			return i
		}
	}
	panic("the set go is everywhere")
}

func readGo(times int, words []uint64, bits *[8]uint64) {
	for range times {
		a, b, c, d := bits[0], bits[1], bits[2], bits[3]
		e, f, g, h := bits[4], bits[5], bits[6], bits[7]
		for i := 0; i+8 <= len(words); i += 8 {
			w := (*[8]uint64)(words[i:])
			a, b, c, d = a|w[0], b|w[1], c|w[2], d|w[3]
			e, f, g, h = e|w[4], f|w[5], g|w[6], h|w[7]
		}
		*bits = [8]uint64{a, b, c, d, e, f, g, h}
	}
}
