/* Objects of ELF as one: their sections stay apart, one behind the other (linkers join those of one name); symbols are
   in one table, and relocations name them by their new numbers. */
#include "codegen/llvm/join.h"

#include "ir/base/map.h"
#include "ir/base/vec.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_ADDRSIG = 0x6fff4c03 }; /* of LLVM: which symbols' addresses count, by their numbers */

typedef struct Input {
    const char *bytes;
    const Elf64_Shdr *sections;
    uint32_t n_sections;
    const Elf64_Sym *symbols;
    uint32_t n_symbols;
    const char *section_names, *symbol_names;
    uint32_t *section_to, *symbol_to; /* its numbers in the output; 0: not in it */
} Input;

typedef struct Section {
    Elf64_Shdr header; /* of the output; its name's and its own place are set last */
    const Input *of;
    uint32_t at; /* in `of` */
} Section;

typedef struct Join {
    Arena *arena;
    StrTable *strings;
    Input *inputs;
    uint32_t n;
    VEC(Section) sections; /* the first is none */
    VEC(Elf64_Sym) symbols;
    uint32_t n_local; /* symbols that stand before all others */
    VEC(char) names;
    Map seen; /* names that objects share -> symbol's number, as a pointer */
} Join;

/* ---- inputs ---- */
static const char *open_input(Join *j, Input *in, const LlvmResult *object)
{
    const Elf64_Ehdr *header = (const void *)object->bytes;
    if (object->n < sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_machine != EM_X86_64 ||
        header->e_type != ET_REL)
        return "what LLVM writes is no object of ELF for x86-64";
    in->bytes = object->bytes;
    in->sections = (const void *)(object->bytes + header->e_shoff);
    in->n_sections = header->e_shnum;
    in->section_names = object->bytes + in->sections[header->e_shstrndx].sh_offset;
    in->section_to = ARENA_ARRAY(j->arena, uint32_t, in->n_sections);
    for (uint32_t i = 0; i < in->n_sections; i++) {
        const Elf64_Shdr *s = &in->sections[i];
        if (s->sh_type == SHT_GROUP || s->sh_type == SHT_SYMTAB_SHNDX)
            return "an object has groups of sections, or more than there are numbers for";
        if (s->sh_type != SHT_SYMTAB)
            continue;
        in->symbols = (const void *)(object->bytes + s->sh_offset);
        in->n_symbols = (uint32_t)(s->sh_size / sizeof *in->symbols);
        in->symbol_names = object->bytes + in->sections[s->sh_link].sh_offset;
    }
    in->symbol_to = ARENA_ARRAY(j->arena, uint32_t, in->n_symbols + 1);
    return NULL;
}

/* ---- sections ---- */
static uint32_t add_name(Join *j, const char *name)
{
    const uint32_t at = j->names.n;
    for (const char *s = name; *s; s++)
        VEC_PUSH(j->arena, &j->names, *s);
    VEC_PUSH(j->arena, &j->names, '\0');
    return at;
}

static void add_sections(Join *j, Input *in)
{
    for (uint32_t i = 0; i < in->n_sections; i++) {
        const uint32_t type = in->sections[i].sh_type;
        if (type == SHT_NULL || type == SHT_SYMTAB || type == SHT_STRTAB || type == TYPE_ADDRSIG)
            continue;
        Section s = {in->sections[i], in, i};
        s.header.sh_name = add_name(j, in->section_names + s.header.sh_name);
        in->section_to[i] = j->sections.n;
        VEC_PUSH(j->arena, &j->sections, s);
    }
}

/* ---- symbols ---- */
static const Str *symbol_name(Join *j, const Input *in, const Elf64_Sym *s)
{
    return str_from(j->strings, in->symbol_names + s->st_name);
}

static uint32_t add_symbol(Join *j, const Input *in, Elf64_Sym s)
{
    const char *name = in->symbol_names + s.st_name;
    s.st_name = *name ? add_name(j, name) : 0;
    if (s.st_shndx != SHN_UNDEF && s.st_shndx < SHN_LORESERVE)
        s.st_shndx = (uint16_t)in->section_to[s.st_shndx];
    VEC_PUSH(j->arena, &j->symbols, s);
    return j->symbols.n - 1;
}

static void share(Join *j, const Str *name, uint32_t symbol)
{
    map_set(&j->seen, name, (void *)(uintptr_t)symbol);
}

static bool is_local(const Elf64_Sym *s)
{
    return ELF64_ST_BIND(s->st_info) == STB_LOCAL;
}

/* What was hidden becomes local. The file's name stands there once. */
static void add_local(Join *j, Input *in, uint32_t i)
{
    Elf64_Sym s = in->symbols[i];
    const bool is_file = ELF64_ST_TYPE(s.st_info) == STT_FILE;
    const bool hidden = s.st_shndx != SHN_UNDEF && ELF64_ST_VISIBILITY(s.st_other) == STV_HIDDEN;
    if ((is_file && in != j->inputs) || (!is_local(&s) && !hidden))
        return;
    if (hidden) {
        s.st_info = ELF64_ST_INFO(STB_LOCAL, ELF64_ST_TYPE(s.st_info));
        s.st_other = STV_DEFAULT;
    }
    in->symbol_to[i] = add_symbol(j, in, s);
    if (hidden)
        share(j, symbol_name(j, in, &in->symbols[i]), in->symbol_to[i]);
}

static void add_global(Join *j, Input *in, uint32_t i, bool defined)
{
    const Elf64_Sym *s = &in->symbols[i];
    if (is_local(s) || in->symbol_to[i] || (s->st_shndx != SHN_UNDEF) != defined)
        return;
    const Str *name = symbol_name(j, in, s);
    const void *seen = defined ? NULL : map_get(&j->seen, name);
    in->symbol_to[i] = seen ? (uint32_t)(uintptr_t)seen : add_symbol(j, in, *s);
    if (!seen)
        share(j, name, in->symbol_to[i]);
}

static void add_symbols(Join *j)
{
    VEC_PUSH(j->arena, &j->symbols, (Elf64_Sym){0});
    for (uint32_t k = 0; k < j->n; k++)
        for (uint32_t i = 1; i < j->inputs[k].n_symbols; i++)
            add_local(j, &j->inputs[k], i);
    j->n_local = j->symbols.n;
    for (int defined = 1; defined >= 0; defined--)
        for (uint32_t k = 0; k < j->n; k++)
            for (uint32_t i = 1; i < j->inputs[k].n_symbols; i++)
                add_global(j, &j->inputs[k], i, defined);
}

/* ---- the output ---- */
static size_t place(Elf64_Shdr *s, size_t at)
{
    const size_t align = s->sh_addralign ? s->sh_addralign : 1;
    s->sh_offset = (at + align - 1) / align * align;
    return s->sh_offset + (s->sh_type == SHT_NOBITS ? 0 : s->sh_size);
}

/* The two tables come behind all sections, then the headers. */
static size_t lay_out(Join *j)
{
    const Elf64_Shdr symbols = {.sh_name = add_name(j, ".symtab"),
                                .sh_type = SHT_SYMTAB,
                                .sh_size = j->symbols.n * sizeof(Elf64_Sym),
                                .sh_link = j->sections.n + 1,
                                .sh_info = j->n_local,
                                .sh_addralign = 8,
                                .sh_entsize = sizeof(Elf64_Sym)};
    Elf64_Shdr names = {
        .sh_name = add_name(j, ".strtab"), .sh_type = SHT_STRTAB, .sh_addralign = 1};
    names.sh_size = j->names.n;
    VEC_PUSH(j->arena, &j->sections, (Section){.header = symbols});
    VEC_PUSH(j->arena, &j->sections, (Section){.header = names});
    size_t at = sizeof(Elf64_Ehdr);
    for (uint32_t i = 1; i < j->sections.n; i++)
        at = place(&j->sections.v[i].header, at);
    return (at + 7) / 8 * 8;
}

static void write_relocations(char *to, const Section *s)
{
    Elf64_Rela *entries = (void *)to;
    for (size_t i = 0; i < s->header.sh_size / sizeof *entries; i++) {
        const uint32_t symbol = s->of->symbol_to[ELF64_R_SYM(entries[i].r_info)];
        entries[i].r_info = ELF64_R_INFO((uint64_t)symbol, ELF64_R_TYPE(entries[i].r_info));
    }
}

static void write_section(const Join *j, char *bytes, Section *s)
{
    char *to = bytes + s->header.sh_offset;
    if (!s->of || s->header.sh_type == SHT_NOBITS)
        return;
    memcpy(to, s->of->bytes + s->of->sections[s->at].sh_offset, s->header.sh_size);
    if (s->header.sh_type != SHT_RELA)
        return;
    write_relocations(to, s);
    s->header.sh_link = j->sections.n - 2;
    s->header.sh_info = s->of->section_to[s->header.sh_info];
}

static void write_headers(const Join *j, char *bytes, size_t at)
{
    Elf64_Ehdr header = *(const Elf64_Ehdr *)(const void *)j->inputs[0].bytes;
    header.e_shoff = at;
    header.e_shnum = (uint16_t)j->sections.n;
    header.e_shstrndx = (uint16_t)(j->sections.n - 1);
    memcpy(bytes, &header, sizeof header);
    for (uint32_t i = 0; i < j->sections.n; i++)
        memcpy(bytes + at + i * sizeof(Elf64_Shdr), &j->sections.v[i].header, sizeof(Elf64_Shdr));
}

static const char *write_object(Join *j, LlvmResult *result)
{
    const size_t headers = lay_out(j), n = headers + j->sections.n * sizeof(Elf64_Shdr);
    if (j->sections.n >= SHN_LORESERVE)
        return "the program has more sections than an object can have";
    char *bytes = calloc(1, n + 1);
    if (!bytes)
        return "out of memory";
    for (uint32_t i = 1; i < j->sections.n; i++)
        write_section(j, bytes, &j->sections.v[i]);
    memcpy(bytes + j->sections.v[j->sections.n - 2].header.sh_offset, j->symbols.v,
           j->symbols.n * sizeof *j->symbols.v);
    memcpy(bytes + j->sections.v[j->sections.n - 1].header.sh_offset, j->names.v, j->names.n);
    write_headers(j, bytes, headers);
    *result = (LlvmResult){bytes, n};
    return NULL;
}

const char *objects_join(Arena *a, const LlvmResult *objects, uint32_t n, LlvmResult *result)
{
    Join j = {.arena = a, .strings = strtable_new(a), .inputs = ARENA_ARRAY(a, Input, n), .n = n};
    map_init(&j.seen, a);
    add_name(&j, "");
    VEC_PUSH(a, &j.sections, (Section){0});
    for (uint32_t i = 0; i < n; i++) {
        const char *wrong = open_input(&j, &j.inputs[i], &objects[i]);
        if (wrong)
            return wrong;
        add_sections(&j, &j.inputs[i]);
    }
    add_symbols(&j);
    return write_object(&j, result);
}
