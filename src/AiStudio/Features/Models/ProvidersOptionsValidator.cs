using Microsoft.Extensions.Options;

namespace AiStudio.Features.Models;

[OptionsValidator]
internal sealed partial class ProvidersOptionsValidator : IValidateOptions<ProvidersOptions>;
