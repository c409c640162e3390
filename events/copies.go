package events

import (
	"bytes"
	"cmp"
	"slices"
)

// Rows that are equal in all columns of the input are equal events, so the
// sorted log has them side by side. What tells them apart nevertheless are a
// few numbers that are kept with each row until then: how its values were
// written, and the texts of the columns that the log does not get.

// The numbers that a reader keeps for each row in order to find copies, before
// those of its own.
const (
	extraLine  = iota // of the row; not compared
	extraLine2        // the upper half
	extraFound        // a bit for each finding of a row that is kept, from noCustomer on, and then for each id that lost its ".0"
	extras
)

// findCopies makes the builder leave out copies, and room for n numbers of the
// reader.
func (in *intake) findCopies(n int) {
	in.builder.addExtra(extras + n)
	in.extra = in.builder.numbers[len(in.builder.kept):]
	in.builder.refine = in.leaveOutCopies
	in.counter.spare = 10 * maxSamples // some may turn out to be copies
}

// mark keeps what is known about a row besides the numbers of the reader.
func (in *intake) mark(line int, found int32) {
	in.extra[extraLine], in.extra[extraLine2] = int32(line), int32(int64(line)>>32)
	for i, cut := range in.about.cut {
		if cut {
			found |= 1 << (int(none-noCustomer) + i)
		}
	}
	in.extra[extraFound] = found
}

// leaveOutCopies takes all rows out of perm that are equal to an earlier one,
// and counts them.
func (in *intake) leaveOutCopies(perm []int32) []int32 {
	b := in.builder
	left := perm[:0]
	var copies []int32
	for lo := 0; lo < len(perm); {
		// Rows before the next two that agree are unlike any other.
		hi := len(perm)
		if k := bytes.IndexByte(b.twin[lo:], 1); k >= 0 {
			hi = max(lo, lo+k-1)
		}
		left = append(left, perm[lo:hi]...)
		if lo = hi; lo == len(perm) {
			break
		}
		for hi++; hi < len(perm) && b.twin[hi] != 0 && b.equal(perm[lo], perm[hi]); {
			hi++
		}
		run := perm[lo:hi]
		lo = hi
		if len(run) > 1 {
			slices.SortFunc(run, func(i, j int32) int {
				return cmp.Or(slices.Compare(b.extraAt(i)[extraFound:], b.extraAt(j)[extraFound:]), cmp.Compare(i, j))
			})
		}
		// What is left never outgrows what was looked at, so both share the slice.
		before := int32(-1)
		for _, i := range run {
			if before >= 0 && slices.Equal(b.extraAt(before)[extraFound:], b.extraAt(i)[extraFound:]) {
				copies = append(copies, i)
			} else {
				left = append(left, i)
			}
			before = i
		}
	}
	in.countCopies(copies)
	return left
}

// equal tells whether two rows are equal events.
func (b *builder) equal(i, j int32) bool {
	x, y := b.at(i), b.at(j)
	return *x == *y && slices.Equal(b.keptAt(i), b.keptAt(j))
}

// countCopies counts rows that had been counted as kept.
func (in *intake) countCopies(copies []int32) {
	c := &in.counter
	slices.Sort(copies)
	lines := make(map[int]bool, len(copies))
	for _, i := range copies {
		extra := in.builder.extraAt(i)
		line := int(int64(uint32(extra[extraLine])) | int64(extra[extraLine2])<<32)
		lines[line] = true
		c.kept--
		c.note(duplicate, true, line, "", nil)
		for f := range none - noCustomer {
			if extra[extraFound]>>f&1 != 0 {
				c.found[0][noCustomer+f].Count--
			}
		}
	}
	for f := range c.found[0] {
		first := &c.found[0][f].First
		*first = slices.DeleteFunc(*first, func(s Sample) bool { return lines[s.Line] })
	}
}
