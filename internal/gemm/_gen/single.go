package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// single writes every file once more for float32, with 32 in the name of the file and
// behind the names that the files declare.
func single(files []string) error {
	names := map[string]string{"float64": "float32", "blas64": "blas32", "Float64bits": "Float32bits"}
	for _, own := range []string{"tolerance", "smallest", "ofBits", "transpose"} { // in files that have both
		names[own] = own + "32"
	}
	for _, isa := range []string{"AVX2", "MaskAVX2", "AVX512"} {
		for _, k := range []string{"panel1", "panel2", "panel3", "row", "column"} {
			names[k+isa] = k + "f32" + isa
		}
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			return err
		}
		for _, name := range declared(parsed) {
			names[name] = name + "32"
		}
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		text, err = format.Source(imports(rename(text, names)))
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		head := "// Code generated from " + filepath.Base(file) + " by command: go run . -single. DO NOT EDIT.\n\n"
		if err := os.WriteFile(renamed(file), append([]byte(head), text...), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// renamed returns the name of the file for float32: mul_amd64.go gives mul32_amd64.go.
func renamed(file string) string {
	base := filepath.Base(file)
	at := strings.IndexAny(base, "_.")
	return filepath.Join(filepath.Dir(file), base[:at]+"32"+base[at:])
}

// declared returns the names that a file gives to the package.
func declared(f *ast.File) []string {
	var names []string
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

var word = regexp.MustCompile(`[A-Za-z_][A-Za-z_0-9]*`)

// rename replaces names in code and comments, and math.FMA by vec.FMA32. Fields and
// methods keep their names.
func rename(text []byte, names map[string]string) []byte {
	set := token.NewFileSet()
	var s scanner.Scanner
	s.Init(set.AddFile("", -1, len(text)), text, nil, scanner.ScanComments)
	var out bytes.Buffer
	end, before := 0, ""
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		at := set.Position(pos).Offset
		out.Write(text[end:at])
		end = at
		switch {
		case tok == token.IDENT:
			end = at + len(lit)
			if to, ok := names[lit]; ok && (before != "." || lit == "Float64bits") {
				lit = to
			}
			out.WriteString(lit)
		case tok == token.COMMENT:
			end = at + len(lit)
			out.WriteString(renameComment(lit, names, before != token.COMMENT.String()))
		case tok == token.STRING:
			end = at + len(lit)
			out.WriteString(strings.ReplaceAll(lit, "blas/blas64", "blas/blas32"))
		}
		before = tok.String()
	}
	out.Write(text[end:])
	return bytes.ReplaceAll(out.Bytes(), []byte("math.FMA"), []byte("vec.FMA32"))
}

// renameComment replaces names in a line of a comment. Some names are words too:
// those mean the name only where a comment begins with them.
func renameComment(line string, names map[string]string, first bool) string {
	at := word.FindStringIndex(line)
	var out strings.Builder
	end := 0
	for _, m := range word.FindAllStringIndex(line, -1) {
		w := line[m[0]:m[1]]
		to, ok := names[w]
		if ok && (first && m[0] == at[0] || w != strings.ToLower(w) || strings.ContainsAny(w, "0123456789")) {
			out.WriteString(line[end:m[0]] + to)
			end = m[1]
		}
	}
	return out.String() + line[end:]
}

// imports puts package vec in and package math out where that is needed.
func imports(text []byte) []byte {
	const own = "\t\"github.com/clm-go/clm/internal/"
	s := string(text)
	if strings.Contains(s, "vec.FMA32(") {
		open := strings.Index(s, "import (")
		end := open + strings.Index(s[open:], "\n)")
		gap := "\n\n"
		if strings.Contains(s[open:end], own) {
			gap = "\n"
		}
		s = s[:end] + gap + own + "vec\"" + s[end:]
	}
	if !regexp.MustCompile(`\bmath\.[A-Z]`).MatchString(s) {
		s = strings.Replace(s, "\t\"math\"\n", "", 1)
		s = strings.Replace(s, "import (\n\n", "import (\n", 1)
	}
	return []byte(s)
}
