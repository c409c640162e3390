//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

// addRows leaves the last rows and columns of a block that are not four to the plain
// form. One call is for one block.
func addRows(sum []float64, label []int32, x []float64, d int) {
	if !cpu.AVX2 || d < 4 {
		addRowsGo(sum, label, x, d)
		return
	}
	wide := d &^ 3
	for len(label) > 0 {
		n := min(Block, len(label))
		four := n &^ 3
		if four > 0 {
			for j := 0; j < wide; j += stream / Block {
				addRowsAVX2(&sum[j], &label[0], &x[j*Block], four/4, d, min(stream/Block, wide-j))
			}
			if wide < d {
				addBlockGo(sum, label[:four], x, 0, wide, d)
			}
		}
		if four < n {
			addBlockGo(sum, label[four:n], x, four, 0, d)
		}
		label, x = label[n:], x[Block*d:]
	}
}
