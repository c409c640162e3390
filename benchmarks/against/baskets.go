package main

import (
	"cmp"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"github.com/clm-go/clm/assoc"
)

// publicBaskets reads a data set that may not be copied into this repository:
// baskets/NAME.dat or NAME.dat.gz below the folder that CLM_DATA names.
func publicBaskets(name string) ([][]int, error) {
	dir := os.Getenv("CLM_DATA")
	if dir == "" {
		return nil, errors.New("CLM_DATA is not set: it names the folder of the data sets")
	}
	file := filepath.Join(dir, "baskets", name+".dat")
	f, err := os.Open(file)
	packed := errors.Is(err, fs.ErrNotExist)
	if packed {
		f, err = os.Open(file + ".gz")
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if packed {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("%s.gz: %w", file, err)
		}
	}
	b, err := assoc.ReadFIMI(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	baskets := make([][]int, 0, b.Len())
	for basket := range b.All() {
		baskets = append(baskets, slices.Clone(basket))
	}
	return baskets, nil
}

// cell is sets, or rules, of so many items and such a support.
type cell struct{ items, support int }

// spectrumFigures says how many there are, and the CRC-32 of items, support and
// how many, as little-endian int32, ascending.
func spectrumFigures(spectrum map[cell]int) figures {
	var cells []cell
	for c := range spectrum {
		cells = append(cells, c)
	}
	slices.SortFunc(cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.items, b.items), cmp.Compare(a.support, b.support))
	})
	total := 0
	var text []byte
	for _, c := range cells {
		total += spectrum[c]
		for _, v := range []int{c.items, c.support, spectrum[c]} {
			text = binary.LittleEndian.AppendUint32(text, uint32(v))
		}
	}
	return figures{"sets": float64(total), "spectrum": float64(crc32.ChecksumIEEE(text))}
}

// countFigures says how many sets there are, and the CRC-32 of items and how many, as
// little-endian int32, ascending.
func countFigures(s *assoc.SetCounts) figures {
	var text []byte
	for k, n := range s.ByLength {
		if n > 0 {
			text = binary.LittleEndian.AppendUint32(text, uint32(k))
			text = binary.LittleEndian.AppendUint32(text, uint32(n))
		}
	}
	return figures{"sets": float64(s.Total()), "lengths": float64(crc32.ChecksumIEEE(text))}
}

// setFigures are those of the spectrum and the content: the sum, modulo 2³², of
// the CRC-32 of each set, its items ascending and its support as little-endian
// int32.
func setFigures(sets iter.Seq2[[]int, int]) figures {
	spectrum, content := map[cell]int{}, uint32(0)
	var text []byte
	for set, support := range sets {
		spectrum[cell{len(set), support}]++
		text = text[:0]
		for _, item := range set {
			text = binary.LittleEndian.AppendUint32(text, uint32(item))
		}
		content += crc32.ChecksumIEEE(binary.LittleEndian.AppendUint32(text, uint32(support)))
	}
	f := spectrumFigures(spectrum)
	f["content"] = float64(content)
	return f
}

// ruleFigures are those of the spectrum, by the items of both sides and the
// support of all of them.
func ruleFigures(rules *assoc.RuleSet) figures {
	spectrum := map[cell]int{}
	var a, b []int
	for r := range rules.All() {
		a, b = r.AppendAntecedent(a[:0]), r.AppendConsequent(b[:0])
		both, _, _, _ := r.Counts()
		spectrum[cell{len(a) + len(b), both}]++
	}
	return spectrumFigures(spectrum)
}
