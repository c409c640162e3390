package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/clm-go/clm/internal/rng"
)

// inputSet is a group of input files that are made together, each from a
// stream of random numbers of its own: the bytes are the same everywhere.
type inputSet struct {
	about string
	make  func(r *rng.Stream) []array
}

// array is one input file, SET.NAME.TYPE: the numbers row by row, little-endian,
// nothing else. SET.NAME.TYPE.json beside it says how many there are.
type array struct {
	name  string // NAME.TYPE: type f64, f32 or i32
	shape []int
	data  any // []float64, []float32 or []int32
}

// description is the file beside an array.
type description struct {
	Name   string `json:"name"`
	Shape  []int  `json:"shape"`
	Dtype  string `json:"dtype"`
	Order  string `json:"order"`
	Endian string `json:"endian"`
	Made   string `json:"made"`
}

var inputSets = map[string]inputSet{}

func registerInputs(name string, s inputSet) struct{} {
	inputSets[name] = s
	return struct{}{}
}

// defaultInputs is the folder of the input files.
func defaultInputs() string {
	if dir := os.Getenv("XDG_CACHE_HOME"); dir != "" {
		return filepath.Join(dir, "clm-bench")
	}
	if dir, err := os.UserCacheDir(); err == nil {
		return filepath.Join(dir, "clm-bench")
	}
	return filepath.Join(os.TempDir(), "clm-bench")
}

// makeInputs writes the files of a set that are not there yet. The file SET.json
// comes last and lists them.
func makeInputs(dir, name string) error {
	s, ok := inputSets[name]
	if !ok {
		return fmt.Errorf("no set of inputs %q", name)
	}
	done := filepath.Join(dir, name+".json")
	if text, err := os.ReadFile(done); err == nil && string(text) == s.about+"\n" {
		return nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, a := range s.make(rng.New(uint64(crc32.ChecksumIEEE([]byte(name))), 0)) {
		if err := a.write(dir, name, s.about); err != nil {
			return err
		}
	}
	return os.WriteFile(done, []byte(s.about+"\n"), 0o666)
}

func (a array) write(dir, set, about string) error {
	full := filepath.Join(dir, set+"."+a.name)
	text, err := json.MarshalIndent(description{
		Name: set + "." + a.name, Shape: a.shape, Dtype: filepath.Ext(a.name)[1:], Order: "C", Endian: "little", Made: about,
	}, "", " ")
	if err != nil {
		return err
	}
	f, err := os.Create(full)
	if err != nil {
		return err
	}
	if err := errors.Join(binary.Write(f, binary.LittleEndian, a.data), f.Close()); err != nil {
		return err
	}
	return os.WriteFile(full+".json", append(text, '\n'), 0o666)
}

// load reads an array of the cache: its numbers, and their shape.
func load[T float64 | float32 | int32](dir, name string) ([]T, []int, error) {
	text, err := os.ReadFile(filepath.Join(dir, name+".json"))
	if err != nil {
		return nil, nil, err
	}
	var d description
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, nil, err
	}
	n := 1
	for _, s := range d.Shape {
		n *= s
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	data := make([]T, n)
	const part = 1 << 16 // numbers at a time, so that the bytes take little room
	for lo := 0; lo < n; lo += part {
		if err := binary.Read(f, binary.LittleEndian, data[lo:min(lo+part, n)]); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if k, _ := f.Read(make([]byte, 1)); k != 0 {
		return nil, nil, fmt.Errorf("%s: longer than its description says", name)
	}
	return data, d.Shape, nil
}

// draw returns k different rows of x.
func draw(r *rng.Stream, x []float64, d, k int) []float64 {
	order := make([]int, len(x)/d)
	r.Perm(order)
	rows := make([]float64, 0, k*d)
	for _, i := range order[:k] {
		rows = append(rows, x[i*d:(i+1)*d]...)
	}
	return rows
}

// normal returns n normal numbers.
func normal(r *rng.Stream, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}
