PS1='root@ingot-debug:\w# '
TPM2TOOLS_TCTI=device:/dev/tpmrm0
export TPM2TOOLS_TCTI
