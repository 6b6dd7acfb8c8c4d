using System.Reflection.Emit;

namespace AiStudio.Tests.Architecture;

/// <summary>How many bytes follow each opcode (ECMA-335, partition III).</summary>
internal static class IlOperands
{
    public const int Token = -1;
    public const int Switch = -2;

    public static Dictionary<int, int> Sizes() =>
        typeof(OpCodes).GetFields()
            .Select(field => (OpCode)field.GetValue(null)!)
            .ToDictionary(code => code.Value & 0xFFFF, code => code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => Switch,
                OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineSig
                    or OperandType.InlineString or OperandType.InlineTok or OperandType.InlineType => Token,
                _ => 4,
            });
}
