package assoc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"

	clm "github.com/clm-go/clm"
)

// ReadFIMI reads baskets in the form of the Frequent Itemset Mining
// Implementations repository: one basket a line, items that are whole numbers
// from 0 to 2³¹−1, separated by blanks or tabs. Lines may end in CR LF, and
// blank lines are skipped.
//
// The errors are a RowError for the first line with something else on it, and
// those of r. Time and memory: O(items).
func ReadFIMI(r io.Reader) (*Baskets, error) {
	const op = "assoc.ReadFIMI"
	b := &Baskets{start: []int{0}}
	in := bufio.NewReaderSize(r, 1<<16)
	line, item, inside := 1, int64(0), false
	for {
		c, err := in.ReadByte()
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return nil, fmt.Errorf("%s: line %d: %w", op, line, err)
		}
		if !end && c >= '0' && c <= '9' {
			inside = true
			if item = 10*item + int64(c-'0'); item > math.MaxInt32 {
				return nil, &clm.RowError{Op: op, Line: line, Value: fmt.Sprint(item) + restOfItem(in), Err: errors.New("an item is at most 2147483647")}
			}
			continue
		}
		if inside {
			b.items = append(b.items, int32(item))
			item, inside = 0, false
		}
		switch {
		case end || c == '\n':
			if len(b.items) > b.start[len(b.start)-1] {
				b.start = append(b.start, len(b.items))
			}
			if end {
				return b, nil
			}
			line++
		case c != ' ' && c != '\t' && c != '\r':
			return nil, &clm.RowError{Op: op, Line: line, Value: string(rune(c)), Err: errors.New("items are whole numbers, separated by blanks")}
		}
	}
}

// restOfItem returns the digits that follow, up to some that are enough to find the place.
func restOfItem(in *bufio.Reader) string {
	var digits []byte
	for len(digits) < 30 {
		c, err := in.ReadByte()
		if err != nil || c < '0' || c > '9' {
			break
		}
		digits = append(digits, c)
	}
	return string(digits)
}
