/* nnc targets: what models can be compiled for. */
#include "frontend/driver/commands.h"

typedef struct TargetInfo {
    const char *name, *what, *how;
} TargetInfo;

static const TargetInfo targets[] = {
    {"native", "a program for this machine, by readable C and the system's compiler",
     "nnc MODEL.nn -o PROGRAM"},
    {"llvm", "the same program in memory or as object code, by LLVM, with the same results",
     "nnc run MODEL.nn, nnc MODEL.nn --codegen=llvm -o PROGRAM"},
    {"c", "the C of that program, to be compiled elsewhere with the runtime nnrt",
     "nnc MODEL.nn --emit=c -o FILE.c"},
};

int cmd_targets(const Options *options)
{
    (void)options;
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        printf("%-8s %s\n%-8s   %s\n", targets[i].name, targets[i].what, "", targets[i].how);
    return EXIT_OK;
}
