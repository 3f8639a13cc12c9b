// A verifier of our log made of Go's own libraries alone, unmodified: what strangers use.
//
//	verifier FOLDER VKEY [-old FILE] [RECEIPT LEAF]...
//
// It checks the checkpoint's signature, every tile against the root, every entry against its
// tile, the continuation of an older checkpoint, and receipts. It prints "ok SIZE".
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height, width = 8, 256

func must(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func hash(text string) (found tlog.Hash) {
	blob, err := base64.StdEncoding.DecodeString(text)
	must(err)
	if copy(found[:], blob) != tlog.HashSize {
		must(fmt.Errorf("a hash of %d bytes", len(blob)))
	}
	return found
}

// open reads a checkpoint's three lines after its signature; tlog.ParseTree would ask for the
// first line of Go's own log.
func open(message []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	must(err)
	opened, err := note.Open(message, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		must(fmt.Errorf("not a checkpoint: %q", opened.Text))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return tlog.Tree{N: size, Hash: hash(lines[2])}
}

// folder reads tiles from files; Go's paths begin with the height, tlog-tiles' do not.
type folder string

func (root folder) Height() int { return height }

func (root folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (root folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(tiles))
	for at, tile := range tiles {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(string(root), path))
		if err != nil {
			return nil, err
		}
		found[at] = data
	}
	return found, nil
}

func bundle(root string, number, entries int64) [][]byte {
	path := (tlog.Tile{H: height, L: -1, N: number, W: int(entries)}).Path()
	path = strings.Replace(path, "tile/8/data/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(root, path))
	must(err)
	var found [][]byte
	for len(data) > 1 {
		end := 2 + int(binary.BigEndian.Uint16(data))
		found, data = append(found, data[2:end]), data[end:]
	}
	if int64(len(found)) != entries || len(data) != 0 {
		must(fmt.Errorf("%s holds %d entries", path, len(found)))
	}
	return found
}

// stored holds the hashes of a tree in the order of tlog's storage.
type stored []tlog.Hash

func (all stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for at, index := range indexes {
		found[at] = all[index]
	}
	return found, nil
}

// checkAll recomputes the tree from the entries and compares root and every byte of every tile.
// tlog.TileHashReader alone is not enough: in golang.org/x/mod of 2022 it leaves the first few
// tiles beside the right edge unauthenticated where several subtrees share one tile.
func checkAll(root string, tree tlog.Tree) {
	var all stored
	for at := int64(0); at < tree.N; at += width {
		count := tree.N - at
		if count > width {
			count = width
		}
		for offset, entry := range bundle(root, at/width, count) {
			hashes, err := tlog.StoredHashes(at+int64(offset), entry, all)
			must(err)
			all = append(all, hashes...)
		}
	}
	found, err := tlog.TreeHash(tree.N, all)
	must(err)
	if found != tree.Hash {
		must(fmt.Errorf("the entries make another root"))
	}
	for _, tile := range tlog.NewTiles(height, 0, tree.N) {
		if tile.W != width && int64(tile.W) != tree.N>>(height*tile.L)%width {
			continue // narrower than this tree's own partial tile
		}
		wanted, err := tlog.ReadTileData(tile, all)
		must(err)
		read, err := folder(root).ReadTiles([]tlog.Tile{tile})
		must(err)
		if !bytes.Equal(wanted, read[0]) {
			must(fmt.Errorf("%s holds other hashes", tile.Path()))
		}
	}
}

func checkReceipt(receipt, leaf, vkey string) {
	data, err := os.ReadFile(receipt)
	must(err)
	entry, err := os.ReadFile(leaf)
	must(err)
	head, checkpoint, _ := strings.Cut(string(data), "\n\n")
	var proof tlog.RecordProof
	index := int64(-1)
	for at, line := range strings.Split(head, "\n") {
		switch {
		case at == 0 && line == "c2sp.org/tlog-proof@v1", strings.HasPrefix(line, "extra "):
		case strings.HasPrefix(line, "index "):
			index, err = strconv.ParseInt(line[6:], 10, 64)
			must(err)
		default:
			proof = append(proof, hash(line))
		}
	}
	tree := open([]byte(checkpoint), vkey)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
}

func main() {
	root, vkey, rest := os.Args[1], os.Args[2], os.Args[3:]
	message, err := os.ReadFile(filepath.Join(root, "checkpoint"))
	must(err)
	tree := open(message, vkey)
	reader := tlog.TileHashReader(tree, folder(root))
	checkAll(root, tree)
	if len(rest) > 1 && rest[0] == "-old" {
		message, err := os.ReadFile(rest[1])
		must(err)
		old := open(message, vkey)
		proof, err := tlog.ProveTree(tree.N, old.N, reader)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
		rest = rest[2:]
	}
	for ; len(rest) > 1; rest = rest[2:] {
		checkReceipt(rest[0], rest[1], vkey)
	}
	fmt.Println("ok", tree.N)
}
